from . import timeline_deliveries
