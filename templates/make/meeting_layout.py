"""Where everything stands on the meeting page: rows, columns and how much of a plan there is room for."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from sop_excel.sheets.beside import MOST
from sop_excel.sheets.page_lines import MOST as MOST_SAID
from templates.make.meeting_rows import ALSO

SLOTS = 13  # columns for periods: a year of months and one more, or a year of weeks by fours
PRODUCTS, RESOURCES = 6, 4  # rows of each list on the page
LISTS = 11  # rows of products, and below them of what else the plan uses
COST_LINES, COST_ENDS = 7, 3  # rows of costs, and how many of the last of them are never put together
BESIDE = MOST  # rows of other plans
REASONS = MOST_SAID  # sentences
LISTED = 40  # resources among which the busiest are found

TITLE, LEAD, SINCE, TILE_NAMES, TILES = range(1, 6)
FIRST_REASON = TILES + 2
HEADS = FIRST_REASON + REASONS  # of the chart, and of the costs beside it
FIRST_COST = HEADS + 1
BESIDE_HEAD = FIRST_COST + COST_LINES + 1
FIRST_BESIDE = BESIDE_HEAD + 2
BUSIEST_HEAD = FIRST_BESIDE + BESIDE + 1
FIRST_BUSIEST = BUSIEST_HEAD + 2
BASIS_HEAD = FIRST_BUSIEST + RESOURCES + 1  # of what the chart shows
PERIODS = BASIS_HEAD + 1  # the row with the periods' names
DEMAND, PRODUCTION, INVENTORY = PERIODS + 1, PERIODS + 2, PERIODS + 3
LOAD, CAPACITY = INVENTORY + 1, INVENTORY + 2  # of the bottleneck; or the floor of the stock alone
DECISION_HEAD = CAPACITY + 2
ALL = DECISION_HEAD + 1
FIRST_PRODUCT = ALL + 1
OTHERS = FIRST_PRODUCT + PRODUCTS
LAST_PRINTED = FIRST_PRODUCT + LISTS - 1

WORKINGS = LAST_PRINTED + 2
COUNT, LEAD_COLUMNS, EACH, WITH_PLAN, LEAD_CAPACITY, WITH_LOAD, APART, REACH, SHOWN = range(WORKINGS + 1, WORKINGS + 10)
LEAD_TOTALS, ALL_ROWS, LOAD_ROW = SHOWN + 1, SHOWN + 2, SHOWN + 3
CHARTED, CHARTED_LIMIT = LOAD_ROW + 1, LOAD_ROW + 2  # the rows of the chart at the right
FIRST, LAST = CHARTED_LIMIT + 1, CHARTED_LIMIT + 2
CHART_PERIODS = LAST + 1  # what stands below the charts
RANK_HEAD = CHART_PERIODS + 2
FIRST_RANK = RANK_HEAD + 1
TOP_HEAD = FIRST_RANK + PRODUCTS + 1
FIRST_TOP = TOP_HEAD + 1
LIST_HEAD = FIRST_TOP + RESOURCES + 1
FIRST_LISTED = LIST_HEAD + 1
LAST_LISTED = LIST_HEAD + LISTED
RESULT_COLUMNS = "E", "H"  # beside that list: names of results, and what they are called in another language
ALSO_LIST_HEAD = LAST_LISTED + 2  # of all that a plan may use, by the columns of the page
FIRST_ALSO_LISTED = ALSO_LIST_HEAD + 1
ALSO_RANK_HEAD = FIRST_ALSO_LISTED + len(ALSO) + 1  # of those that it does use
FIRST_ALSO_RANK = ALSO_RANK_HEAD + 1
PLACE_HEAD = FIRST_ALSO_RANK + len(ALSO) + 1  # of what stands in each row below the products
FIRST_PLACE = PLACE_HEAD + 1
TOTALS_HEAD = FIRST_PLACE + LISTS + 1  # of table PlanTotals, which grows with the plan: nothing stands below it
TOTALS = TOTALS_HEAD + 1  # its headers

FIRST_SLOT = 3  # column C
SLOT_LETTERS = tuple(get_column_letter(FIRST_SLOT + slot) for slot in range(SLOTS))
LEFT_SLOT, RIGHT_SLOT = SLOT_LETTERS[0], SLOT_LETTERS[-1]

# The first cell of each key figure, and how far it reaches.
TILE_CELLS = {"total_cost": "A:A", "status": "B:D", "gap": "E:G", "fill_rate": "H:J", "inventory": "K:M", "flag": "N:O"}
COST_NAME, COST_AMOUNT = "K:M", "N:O"
BESIDE_NAME, BESIDE_AMOUNT, BESIDE_DIFFERENCE = "K:M", "N", "O"
LOAD_HEAD = "F"  # the first column of the chart of the bottleneck
PANEL, GAP = "KLMNO", "J"  # the columns beside the chart, and what is between them
BUSY_NAME, BUSY_PEAK, BUSY_PERIOD, BUSY_AVERAGE = "K:L", "M", "N", "O"
