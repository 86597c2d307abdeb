from . import crm_name_lookup
from . import crm_dictionary_item
from . import crm_region
from . import res_partner
from . import crm_lead
