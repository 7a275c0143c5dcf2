"""The side door: the command line. It asks the workbench, tells the answer, and turns what went wrong into an exit code."""

import io
import json
import os
import sys
import traceback
from collections.abc import Sequence

import click

from mlworkbench.base import paths, words
from mlworkbench.base.errors import Cancelled, WorkbenchError
from mlworkbench.base.settings import Settings

BUG, STOPPED = 1, 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code: 0 well, 1 our bug, 2 input, 3 project, 4 job, 130 stopped."""
    from mlworkbench.cli.commands import root

    words.set_language(_language(arguments))
    as_json = "--json" in arguments
    _widen_streams(as_json)
    try:
        return int(root.main(list(arguments), prog_name="mlworkbench", standalone_mode=False) or 0)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as refusal:
        return _refused(refusal, as_json)
    except WorkbenchError as error:
        return _told(error, as_json)
    except (KeyboardInterrupt, click.Abort):
        return _told(Cancelled(), as_json)
    except SystemExit:  # click's answer to a closed pipe: whoever read our output has heard enough
        return 0
    except BrokenPipeError:  # the same, where click does not see it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as bug:  # noqa: BLE001
        return _bug(bug, as_json)


def _widen_streams(as_json: bool) -> None:
    """JSON is UTF-8 whatever the terminal speaks; elsewhere a letter that the terminal lacks is shown by its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")


def _language(arguments: Sequence[str]) -> str:
    """`--lang` wherever it stands, else the one in the settings, else the system's."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
            return value if value in words.LANGUAGES else "en"
    return Settings(paths.home()).language


def _refused(refusal: click.ClickException, as_json: bool) -> int:
    from mlworkbench.cli.translated import in_words

    return _told(in_words(refusal), as_json)


def _told(error: WorkbenchError, as_json: bool) -> int:
    _say(error.key, words.told(error), dict(error.facts), as_json)
    return error.exit_code


def _bug(bug: Exception, as_json: bool) -> int:
    trace = "".join(traceback.format_exception(bug))
    facts = {"kind": type(bug).__name__, "why": str(bug)}
    if not as_json:
        click.echo(trace, err=True)
    _say("cli.bug", words.tr("cli.bug", **facts), {**facts, "trace": trace}, as_json)
    return BUG


def _say(key: str, message: str, facts: dict[str, object], as_json: bool) -> None:
    told = {"error": {"key": key, "message": message, "facts": facts}}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else message, err=True)
