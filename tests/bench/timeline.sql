-- A thousand of each kind on one customer, half of them on its contact; ten thousand
-- messages on another one. An hour and some seconds between two of a kind.
CREATE TEMP TABLE made AS
SELECT n, %(now)s::timestamp - n * interval '1 hour 7 seconds' AS at,
       CASE WHEN n %% 2 = 0 THEN %(customer)s ELSE %(contact)s END AS partner
  FROM generate_series(1, %(number)s) n;

INSERT INTO mail_message
    (model, res_id, message_type, subtype_id, author_id, body, date, message_id,
     create_uid, create_date, write_uid, write_date)
SELECT 'res.partner', partner, 'comment', %(note)s, %(author)s,
       '<p>电话沟通：了解了今年的采购计划，下周发报价。</p>', at, 'a' || n || '@bench',
       %(user)s, at, %(user)s, at
  FROM made
 UNION ALL
SELECT 'res.partner', %(talkative)s, 'comment', %(note)s, %(author)s,
       '<p>邮件往来 ' || n || '</p>', %(now)s::timestamp - n * interval '10 minutes',
       'b' || n || '@bench', %(user)s, %(now)s, %(user)s, %(now)s
  FROM generate_series(1, 10 * %(number)s) n;

INSERT INTO crm_lead
    (name, type, partner_id, user_id, company_id, active, won_status, priority,
     stage_id, probability, expected_revenue, create_uid, create_date, write_uid,
     write_date)
SELECT '采购 ' || n, 'opportunity', partner, %(user)s, %(company)s, TRUE, 'pending', '1',
       (SELECT min(id) FROM crm_stage), 20, 1000, %(user)s, at, %(user)s, at
  FROM made;

INSERT INTO sale_order
    (name, state, partner_id, partner_invoice_id, partner_shipping_id, company_id,
     user_id, currency_id, currency_rate, amount_total, date_order, fulfilment,
     create_uid, create_date, write_uid, write_date)
SELECT 'T' || n, 'sale', partner, partner, partner, %(company)s, %(user)s, %(currency)s,
       1, 1000, at, CASE WHEN n %% 3 > 0 THEN 'done' END, %(user)s, at, %(user)s, at
  FROM made;

INSERT INTO account_move
    (name, state, move_type, journal_id, company_id, currency_id, partner_id,
     commercial_partner_id, invoice_user_id, date, invoice_date, payment_state,
     auto_post, amount_total, amount_total_in_currency_signed, create_uid, create_date,
     write_uid, write_date)
SELECT 'INV/T/' || n, 'posted', 'out_invoice', %(journal)s, %(company)s, %(currency)s,
       partner, %(customer)s, %(user)s, at::date, at::date, 'paid', 'no', 1000, 1000,
       %(user)s, at, %(user)s, at
  FROM made;

INSERT INTO account_payment
    (name, state, payment_type, partner_type, partner_id, amount, currency_id, date,
     journal_id, company_id, payment_method_line_id, create_uid, create_date, write_uid,
     write_date)
SELECT 'PAY/T/' || n, 'paid', 'inbound', 'customer', partner, 1000, %(currency)s,
       at::date, %(bank)s, %(company)s, %(method)s, %(user)s, at, %(user)s, at
  FROM made;

INSERT INTO helpdesk_ticket
    (number, name, description, partner_id, commercial_partner_id, company_id, active,
     priority, stage_id, create_uid, create_date, write_uid, write_date)
SELECT 'HT' || n, '无法开机', '', partner, %(customer)s, %(company)s, TRUE, '1',
       (SELECT min(id) FROM helpdesk_ticket_stage), %(user)s, at, %(user)s, at
  FROM made;

INSERT INTO ir_attachment
    (name, type, res_model, res_id, company_id, create_uid, create_date, write_uid,
     write_date)
SELECT '合同 ' || id, 'binary', 'sale.order', id, %(company)s, %(user)s, %(now)s,
       %(user)s, %(now)s
  FROM sale_order WHERE name LIKE 'T%%' AND partner_id IN (%(customer)s, %(contact)s);

DROP TABLE made;
ANALYZE;
