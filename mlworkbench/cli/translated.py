"""Click in the user's language: help and complaints come from the catalogues, looked up when they are shown."""

from collections.abc import Callable, Mapping
from typing import Any

import click
from click.exceptions import BadOptionUsage, BadParameter, MissingParameter, NoSuchOption

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr

SECTIONS: Mapping[str, str] = {"Options": "cli.options", "Commands": "cli.commands"}


class Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, tr("cli.usage") + " ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(tr(SECTIONS[heading]) if heading in SECTIONS else heading)


class Context(click.Context):
    formatter_class = Formatter


class Option(click.Option):
    """Its help is a text key."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        key, self.help = self.help, tr(self.help) if self.help else self.help
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = key


class _Said(click.Command):
    """Its help is a text key."""

    context_class = Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return tr(self.help).partition("\n")[0] if self.help else ""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(tr(self.help) if self.help else "")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = tr("cli.help")
        return found


class Command(_Said):
    pass


class Group(_Said, click.Group):
    command_class = Command


def option(*names: str, **facts: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=Option, **facts)


def language(command: Any) -> Any:
    """Every command takes `--lang`; it was heard before the command began."""
    chosen = click.Choice(words.LANGUAGES)
    return option("--lang", type=chosen, expose_value=False, help="cli.lang")(command)


def in_words(refusal: click.ClickException) -> InputError:
    """What click complains about, as an error with a text key."""
    match refusal:
        case NoSuchOption():
            return InputError("cli.no_such_option", name=refusal.option_name, known=_help(refusal))
        case MissingParameter():
            return InputError("cli.missing", name=_name(refusal.param), known=_help(refusal))
        case BadParameter():
            return InputError("cli.bad_value", name=_name(refusal.param), why=_why(refusal))
        case BadOptionUsage():
            return InputError("cli.option_without_value", name=refusal.option_name, known=_help(refusal))
        case click.UsageError() if refusal.message.startswith("No such command"):
            return InputError("cli.no_such_command", name=_between(refusal.message, "'", "'"), known=_help(refusal))
        case click.UsageError() if refusal.message.startswith("Got unexpected extra argument"):
            return InputError("cli.too_many", found=_between(refusal.message, "(", ")"), known=_help(refusal))
        case click.UsageError():
            return InputError("cli.bad_usage", why=refusal.message, known=_help(refusal))
    return InputError("cli.bad_usage", why=refusal.message, known="mlworkbench --help")


def _why(refusal: BadParameter) -> str:
    found = refusal.message.partition(" is not ")[0].strip("'\"")
    match refusal.param.type if refusal.param else None:
        case click.Choice() as choice:
            return tr("cli.why_choice", found=found, known=", ".join(map(str, choice.choices)))
        case click.types.FloatParamType():
            return tr("cli.why_number", found=found)
        case click.types.IntParamType():
            return tr("cli.why_whole", found=found)
    return refusal.message


def _between(text: str, opening: str, closing: str) -> str:
    return text.partition(opening)[2].rpartition(closing)[0]


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(click.Context(click.Command("")))


def _help(refusal: click.UsageError) -> str:
    return f"{refusal.ctx.command_path} --help" if refusal.ctx else "mlworkbench --help"
