"""A judged corpus as answers: shares with intervals, charts, and one page that shows them.

From tables to page: `judged` reads, `shares` counts, `telling` picks sentences, `page` shows.
"""

from stance.report.judged import Judged, judge_tables, read_judged
from stance.report.page import report_html
from stance.report.shares import PERIODS, shares

__all__ = ["PERIODS", "Judged", "judge_tables", "read_judged", "report_html", "shares"]
