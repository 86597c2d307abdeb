from . import report_letters
from . import report_lists
from . import report_customer_sheet
