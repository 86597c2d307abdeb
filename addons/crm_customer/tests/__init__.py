from . import test_one_door
from . import test_import_reading
from . import test_import_rows
from . import test_import_report
from . import test_import_http
