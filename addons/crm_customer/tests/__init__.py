from . import test_one_door
