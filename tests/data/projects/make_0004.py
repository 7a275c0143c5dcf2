"""Makes the project of revision 0003 one of revision 0004, with one record of each new kind. Run once, kept for good."""

import shutil
from pathlib import Path

from sqlalchemy import create_engine

from mlworkbench.store import migrations

OLDER, PLACE = (Path("resources/samples/old_projects") / revision for revision in ("0003", "0004"))
WHO = "'analyst', '2026-11-22T09:00:00.000000+00:00'"
FILE = "'74d7854154445cc96dbee99eb76139e59e079f5860fd5a5d1643488e22632625'"
ROWS = (
    f"dictionary VALUES (1, 'd1', '[]', {WHO})",
    f"expectations VALUES (1, 'x1', '[]', {WHO})",
    f"inspection VALUES (1, 'i1', 'DATASET', 'PROBLEM', {FILE}, 0.3, {WHO})",
    f"decision VALUES (1, 'k1', 'DATASET', 'constant:plan', 'accepted', NULL, '알고 있음', {WHO})",
    f"exploration VALUES (1, 'e1', 'DATASET', '{{}}', {FILE}, 5, 0, 0.1, {WHO})",
    f"pin VALUES (1, 'p1', 'e1', 1, '보고서', {WHO})",
)


def make() -> None:
    shutil.copytree(OLDER, PLACE)
    engine = create_engine(f"sqlite:///{PLACE / 'project.db'}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0003", "0004")
        dataset, problem = (connection.exec_driver_sql(f"SELECT id FROM {one}").scalar() for one in ("dataset", "problem"))
        for row in ROWS:
            named = row.replace("'DATASET'", f"'{dataset}'").replace("'PROBLEM'", f"'{problem}'")
            connection.exec_driver_sql(f"INSERT INTO {named}")
    engine.dispose()


if __name__ == "__main__":
    make()
