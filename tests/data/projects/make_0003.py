"""Makes the project of revision 0002 one of revision 0003, with one record of each new kind. Run once, kept for good."""

import shutil
from pathlib import Path

from sqlalchemy import create_engine

from mlworkbench.store import migrations

OLDER, PLACE = (Path("resources/samples/old_projects") / revision for revision in ("0002", "0003"))
WHO = "'analyst', '2026-11-22T09:00:00.000000+00:00'"
FILE = "'74d7854154445cc96dbee99eb76139e59e079f5860fd5a5d1643488e22632625'"
LIMITS = '\'{"row_microseconds":null,"model_bytes":null,"explainable":true}\''
ROWS = (
    f"charter VALUES (1, 'c1', 1, '이탈', '고객', '전화', 'R. Kim', '[]', NULL, {LIMITS}, {WHO})",
    f"split_plan VALUES (1, 'sp1', 'q1', 0.25, 1, 7, {WHO})",
    f"preview VALUES (1, 'pv1', 'r1', {FILE}, 5, 0.2, {WHO})",
    f"assessment VALUES (1, 'a1', 'm0', 5, '{{\"roc_auc\":0.8}}', '{{\"roc_auc\":[0.7,0.9]}}', {FILE}, 0.3, {WHO})",
    f"verdict VALUES (1, 'w1', 'm2', 'v1', 'c1', 1, 1, '충분하다', {WHO})",
    f"job_end VALUES (1, 'j1', 'import', '2026-11-22T09:00:00.000000+00:00', 0.4, 'finished', NULL, {FILE}, {WHO})",
)


def make() -> None:
    shutil.copytree(OLDER, PLACE)
    engine = create_engine(f"sqlite:///{PLACE / 'project.db'}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0002", "0003")
        for row in ROWS:
            connection.exec_driver_sql(f"INSERT INTO {row}")
    engine.dispose()


if __name__ == "__main__":
    make()
