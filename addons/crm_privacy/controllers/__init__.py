from . import csv_export
from . import json_export
from . import pivot_export
from . import portal
