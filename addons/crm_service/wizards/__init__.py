from . import crm_service_find
