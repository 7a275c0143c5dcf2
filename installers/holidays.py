"""Makes resources/holidays/holidays.json: the public holidays that the recipe step "holidays" knows.

Needs the package `holidays` (MIT licence), which the program itself does not use: `pip install holidays==0.109`, then
`python installers/holidays.py`. For each country: the first and last year covered, and all holidays as days since 1970, as the
steps from one to the next; those of the year after the last are there too, so that the last days have a next holiday.
"""

import json
import sys
from datetime import date
from pathlib import Path

sys.path.pop(0)  # this file has the package's name

import holidays

PLACE = Path(__file__).parents[1] / "resources" / "holidays" / "holidays.json"
FIRST, LAST = 1990, 2050
COUNTRIES = {  # what is taken of each: the whole country, or where that has few holidays, the part with most people
    "KR": {},
    "US": {},
    "JP": {},
    "CN": {},
    "DE": {},
    "GB": {"subdiv": "ENG"},
    "FR": {},
}
EPOCH = date(1970, 1, 1)


def table(country, chosen):
    known = holidays.country_holidays(country, **chosen)
    first = max(FIRST, known.start_year)
    days = holidays.country_holidays(country, years=range(max(FIRST - 1, known.start_year), LAST + 2), **chosen)
    since = sorted({(day - EPOCH).days for day in days})
    steps = [later - earlier for earlier, later in zip(since, since[1:], strict=False)]
    return {"first": first, "last": LAST, "begin": since[0], "steps": steps}


def main():
    countries = {country: table(country, chosen) for country, chosen in COUNTRIES.items()}
    source = f"python package holidays {holidays.__version__} (MIT licence), public holidays"
    PLACE.write_text(json.dumps({"source": source, "countries": countries}, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
