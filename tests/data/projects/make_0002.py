"""Makes the project of revision 0001 one of revision 0002, with a run that was asked for more. Run once, kept for good."""

import shutil
from pathlib import Path

from sqlalchemy import create_engine

from mlworkbench.store import migrations

OLDER, PLACE = (Path("resources/samples/old_projects") / revision for revision in ("0001", "0002"))


def make() -> None:
    shutil.copytree(OLDER, PLACE)
    engine = create_engine(f"sqlite:///{PLACE / 'project.db'}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0001", "0002")
        connection.exec_driver_sql("UPDATE run SET share = 0.3, max_trials = 4")
    engine.dispose()


if __name__ == "__main__":
    make()
