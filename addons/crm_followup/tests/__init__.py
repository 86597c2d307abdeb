from . import test_followup_sweep
from . import test_gateway
from . import test_record
from . import test_reminder
from . import test_sources
from . import test_comment
from . import test_counts
from . import test_effective
