"""Where everything stands on the meeting page: rows, columns and how much of a plan there is room for."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from templates.make.meeting_rows import ALSO

SLOTS = 13  # columns for periods: a year of months and one more, or a year of weeks by fours
PRODUCTS, RESOURCES = 6, 4  # rows of each list on the page
LISTS = 14  # rows of products, and below them of what else the plan uses
COST_LINES, COST_ENDS = 12, 3  # rows of costs, and how many of the last of them are never put together
LISTED = 40  # resources among which the busiest are found

TITLE, LEAD, SINCE, TILE_NAMES, TILES, OWN_RULE, MISSED = range(1, 8)
HEADS = 8  # of the chart, and of the costs beside it
FIRST_COST = HEADS + 1
BUSIEST_HEAD = FIRST_COST + COST_LINES + 1
FIRST_BUSIEST = BUSIEST_HEAD + 2
BASIS_HEAD = FIRST_BUSIEST + RESOURCES + 1  # of what the chart shows
PERIODS = BASIS_HEAD + 1  # the row with the periods' names
DEMAND, PRODUCTION, INVENTORY = PERIODS + 1, PERIODS + 2, PERIODS + 3
DECISION_HEAD = INVENTORY + 2
ALL = DECISION_HEAD + 1
FIRST_PRODUCT = ALL + 1
OTHERS = FIRST_PRODUCT + PRODUCTS
LAST_PRINTED = FIRST_PRODUCT + LISTS - 1

WORKINGS = LAST_PRINTED + 2
COUNT, LEAD_COLUMNS, EACH, WITH_PLAN, LEAD_CAPACITY, WITH_LOAD, APART, REACH, SHOWN = range(WORKINGS + 1, WORKINGS + 10)
FIRST, LAST = SHOWN + 1, SHOWN + 2
RANK_HEAD = LAST + 2
FIRST_RANK = RANK_HEAD + 1
TOP_HEAD = FIRST_RANK + PRODUCTS + 1
FIRST_TOP = TOP_HEAD + 1
LIST_HEAD = FIRST_TOP + RESOURCES + 1
FIRST_LISTED = LIST_HEAD + 1
LAST_LISTED = LIST_HEAD + LISTED
ALSO_LIST_HEAD = LAST_LISTED + 2  # of all that a plan may use, by the columns of the page
FIRST_ALSO_LISTED = ALSO_LIST_HEAD + 1
ALSO_RANK_HEAD = FIRST_ALSO_LISTED + len(ALSO) + 1  # of those that it does use
FIRST_ALSO_RANK = ALSO_RANK_HEAD + 1
PLACE_HEAD = FIRST_ALSO_RANK + len(ALSO) + 1  # of what stands in each row below the products
FIRST_PLACE = PLACE_HEAD + 1

FIRST_SLOT = 3  # column C
SLOT_LETTERS = tuple(get_column_letter(FIRST_SLOT + slot) for slot in range(SLOTS))
LEFT_SLOT, RIGHT_SLOT = SLOT_LETTERS[0], SLOT_LETTERS[-1]

# The first cell of each key figure, and how far it reaches.
TILE_CELLS = {"total_cost": "A:A", "status": "B:D", "gap": "E:G", "fill_rate": "H:J", "inventory": "K:M", "flag": "N:O"}
COST_NAME, COST_AMOUNT = "K:M", "N:O"
PANEL, GAP = "KLMNO", "J"  # the columns beside the chart, and what is between them
BUSY_NAME, BUSY_PEAK, BUSY_PERIOD, BUSY_AVERAGE = "K:L", "M", "N", "O"
