"""The badge names the database that a worker is, or was, connected to."""

from PySide6.QtWidgets import QApplication, QLabel

from mlworkbench.base.events import JobMoved
from mlworkbench.jobs.messages import Message


def test_while_a_worker_is_connected_to_a_database_and_after_it_the_badge_names_it(shell, opened, runner):
    address, _ = opened.data.database("postgresql://anna@warehouse.site.example.lan:5433/sales")
    badge = shell.findChild(QLabel, "offline")
    job = opened.data.look_database(address, "secret")
    opened.bus.send(JobMoved(job.id))
    QApplication.processEvents()

    assert badge.property("level") == "warning"
    assert badge.text().endswith("Open to warehouse.site.examp…an:5433")
    assert "warehouse.site.example.lan:5433" in badge.toolTip()

    runner.say(job, Message("result", facts={"told": {}}))
    QApplication.processEvents()

    assert badge.property("level") == "warning"
    assert "was open to" in badge.text()
    shell.dress(language="ko")
    assert "연결했음" in shell.findChild(QLabel, "offline").text()
