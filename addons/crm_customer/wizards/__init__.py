from . import crm_import_undo
from . import crm_custom_field_remove
from . import crm_customer_print
from . import crm_duplicate_merge
