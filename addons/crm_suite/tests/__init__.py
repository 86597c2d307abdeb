from . import test_demo_history
from . import test_demo_people
from . import test_demo_stock
from . import test_without_demo
