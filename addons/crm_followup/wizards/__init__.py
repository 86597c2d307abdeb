from . import crm_followup_record
from . import crm_followup_review
