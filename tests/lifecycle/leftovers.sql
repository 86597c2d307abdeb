-- What of ours is left in a database: nothing of it may be there.
SELECT 'column ' || table_name || '.' || column_name
  FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name IN ('res_partner', 'crm_lead',
       'sale_order', 'helpdesk_ticket', 'res_users', 'res_company',
       'calendar_event', 'mail_activity')
   AND column_name ~ '^(x_|customer_|pool_|reclaim_|claimed_|protected_|id_number|lookup_|followup_|last_followup|next_contact|next_step|contact_outside)'
 UNION ALL
SELECT 'table ' || table_name FROM information_schema.tables
 WHERE table_schema = 'public'
   AND table_name ~ '^crm_(custom|pool|followup|dictionary|entry|duplicate|region|service|privacy|reveal|export|import)'
 UNION ALL
SELECT 'field ' || model || '.' || name FROM ir_model_fields WHERE state = 'manual'
 UNION ALL
SELECT 'trigger ' || tgname FROM pg_trigger
 WHERE NOT tgisinternal
 UNION ALL
SELECT 'constraint ' || conname FROM pg_constraint
 WHERE conrelid = 'res_partner'::regclass AND conname ~ 'pool|customer|satisfaction'
 UNION ALL
SELECT 'index ' || indexname FROM pg_indexes
 WHERE tablename = 'res_partner' AND indexname ~ 'pool|customer|service|followup'
 UNION ALL
SELECT 'rule ' || d.name FROM ir_rule r
  JOIN ir_model_data d ON d.model = 'ir.rule' AND d.res_id = r.id
 WHERE r.domain_force ~ 'user\._'
 UNION ALL
SELECT 'cron ' || cron_name FROM ir_cron WHERE cron_name ~* 'pool|customer|duplicate key|follow-up'
 UNION ALL
SELECT 'data ' || module || '.' || name FROM ir_model_data
 WHERE module ~ '^crm_(customer|privacy|pool|followup|service|service_pool|suite)$'
   AND model NOT IN ('ir.module.module')
   AND module <> 'base'
 ORDER BY 1
