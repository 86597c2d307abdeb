from . import crm_reveal
