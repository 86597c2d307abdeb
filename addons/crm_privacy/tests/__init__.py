from . import test_visibility
from . import test_guard_links
from . import test_guard_names
from . import test_guard_documents
from . import test_guard_methods
