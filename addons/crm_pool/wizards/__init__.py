from . import crm_pool_wizard
from . import crm_pool_return
from . import crm_pool_recall
from . import crm_pool_assign
from . import crm_pool_preview
from . import crm_pool_transfer
from . import crm_pool_apply
from . import crm_pool_decide
