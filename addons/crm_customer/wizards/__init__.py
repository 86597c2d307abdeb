from . import crm_import_undo
