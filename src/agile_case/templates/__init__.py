"""Templates: the lines of a kind of proposal, from the figures that it hangs on.

Order of the modules: each may import those before it.
"""

from agile_case.templates.channel_shift import ChannelShift
from agile_case.templates.channels import Channel, OnlineChannel, Posts
from agile_case.templates.volumes import freed_time_table, volumes_table

_ORDER = ("channels", "lines", "theory", "channel_shift", "volumes")

__all__ = ["Channel", "ChannelShift", "OnlineChannel", "Posts", "freed_time_table", "volumes_table"]
