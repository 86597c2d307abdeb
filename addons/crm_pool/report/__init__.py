from . import crm_pool_flow
from . import crm_pool_holding
from . import crm_pool_load
