from . import base_links
from . import crm_service_lookup
from . import crm_service_lookup_search
from . import helpdesk_ticket
from . import ir_ui_menu
from . import res_partner
from . import res_users
from . import timeline_tickets
