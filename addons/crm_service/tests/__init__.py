from . import test_lookup
from . import test_screens
from . import test_service_fuzz
from . import test_service_sweep
from . import test_ticket_rules
from . import test_visibility
from . import test_timeline
