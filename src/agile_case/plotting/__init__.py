"""Pictures of results, by matplotlib (extra `plot`): each with its data as a table and with words in its place.

Order of the modules: each may import those before it.
"""

from agile_case.plotting.benefits_map import benefits_map_chart, benefits_map_picture, benefits_map_words
from agile_case.plotting.bridge import bridge_chart, bridge_picture, bridge_words
from agile_case.plotting.burn import burn_down, burn_down_picture, burn_up, burn_up_picture, burn_words
from agile_case.plotting.exceedance import exceedance, exceedance_table, exceedance_words
from agile_case.plotting.fan import fan, fan_words
from agile_case.plotting.picture import Picture
from agile_case.plotting.ranks import rank_tornado, rank_tornado_words
from agile_case.plotting.report import pictures
from agile_case.plotting.spend import spend_chart, spend_picture, spend_words
from agile_case.plotting.theory import theory_of_change_chart, theory_of_change_picture, theory_of_change_words
from agile_case.plotting.tornado import tornado, tornado_words
from agile_case.plotting.tracked import tracking_chart, tracking_picture, tracking_words
from agile_case.plotting.yearly import npsv_by_year, npsv_table, npsv_words

_ORDER = (
    "drawing",
    "picture",
    "tornado",
    "yearly",
    "exceedance",
    "fan",
    "ranks",
    "bridge",
    "layered",
    "benefits_map",
    "theory",
    "burn",
    "spend",
    "tracked",
    "report",
)

__all__ = [
    "Picture",
    "benefits_map_chart",
    "benefits_map_picture",
    "benefits_map_words",
    "bridge_chart",
    "bridge_picture",
    "bridge_words",
    "burn_down",
    "burn_down_picture",
    "burn_up",
    "burn_up_picture",
    "burn_words",
    "exceedance",
    "exceedance_table",
    "exceedance_words",
    "fan",
    "fan_words",
    "npsv_by_year",
    "npsv_table",
    "npsv_words",
    "pictures",
    "rank_tornado",
    "rank_tornado_words",
    "spend_chart",
    "spend_picture",
    "spend_words",
    "theory_of_change_chart",
    "theory_of_change_picture",
    "theory_of_change_words",
    "tornado",
    "tornado_words",
    "tracking_chart",
    "tracking_picture",
    "tracking_words",
]
