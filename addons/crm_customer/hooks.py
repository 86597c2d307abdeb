def uninstall_hook(env):
    """Let the fields go that administrators added: their lists go with the addon."""
    env["crm.custom.field"]._remove_all()
