from . import crm_followup_fact
