from . import test_old_owner_tickets
