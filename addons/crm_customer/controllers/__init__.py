from . import crm_import
from . import export_text
