-- Customers, contacts, ledger and what hangs on them, drawn from a seed: the same
-- seed and number give the same rows. Parameters: customers, seed, first_id, pool and
-- users (its members), other_pool and other_users, company, country, now (naive UTC),
-- and the word lists cities, syllables, trades, surnames.

CREATE FUNCTION pg_temp.draw(n bigint, salt integer, choices integer)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ((hashint8extended(n, salt) & 9223372036854775807) %% choices)::integer $$;

CREATE FUNCTION pg_temp.one_of(words anyarray, n bigint, salt integer)
RETURNS anyelement LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT words[1 + pg_temp.draw(n, salt, cardinality(words))] $$;

-- Each third customer is public; half of these were held before. What is held was
-- contacted lately enough that the shipped rules leave it to its owner for now.
-- 45 of 100 lie in the other pool, which makes 300,000 held there in a million.
CREATE TEMP TABLE drawn AS
SELECT n,
       %(first_id)s + n AS id,
       pg_temp.one_of(%(cities)s, n, %(seed)s + 1) AS city,
       pg_temp.one_of(%(syllables)s, n, %(seed)s + 2)
       || pg_temp.one_of(%(syllables)s, n, %(seed)s + 3) AS brand,
       pg_temp.one_of(%(trades)s, n, %(seed)s + 4) AS trade,
       CASE WHEN n %% 20 < 9 THEN %(other_pool)s ELSE %(pool)s END AS pool_id,
       pg_temp.one_of(CASE WHEN n %% 20 < 9 THEN %(other_users)s ELSE %(users)s END,
                      n, %(seed)s + 5) AS user_id,
       CASE WHEN n %% 3 = 0 THEN 'public' ELSE 'held' END AS place,
       n %% 6 = 0 AS was_held,
       '1' || (30 + pg_temp.draw(n, %(seed)s + 6, 60))
       || lpad(pg_temp.draw(n, %(seed)s + 7, 100000000)::text, 8, '0') AS mobile,
       %(now)s::timestamp
       - (100 + pg_temp.draw(n, %(seed)s + 8, 500)) * interval '1 day'
           AS entered_at,
       %(now)s::timestamp
       - (48 + pg_temp.draw(n, %(seed)s + 9, 80 * 24)) * interval '1 hour' AS moved_at,
       pg_temp.draw(n, %(seed)s + 10, 100) AS luck
  FROM generate_series(1, %(customers)s) AS n;

INSERT INTO res_partner
    (id, name, complete_name, commercial_company_name, commercial_partner_id,
     customer_id, is_company, type, active, partner_share, employee, color, lang,
     autopost_bills, company_id, country_id, city, street, zip, phone,
     phone_sanitized, mobile, email, email_normalized, website, vat,
     customer_state, customer_code, customer_since, customer_level_id, region_id,
     source_id, industry_id, pool_id, pool_place, pool_moves, pool_since, user_id,
     claimed_at, last_contact_at, last_order_at,
     create_uid, create_date, write_uid, write_date)
SELECT id, name, name, name, id,
       id, TRUE, 'contact', TRUE, TRUE, FALSE, 0, 'zh_CN',
       'ask', %(company)s, %(country)s, city,
       brand || '路' || 1 + n %% 900 || '号' || trade || '大厦' || 1 + n %% 30 || '层',
       lpad((100000 + n %% 800000)::text, 6, '0'), '0755-' || right(mobile, 8),
       '+86755' || right(mobile, 8), mobile, email, email,
       'https://www.firm' || n || '.example', '91440300' || lpad(n::text, 10, '0'),
       CASE WHEN luck < 60 THEN 'potential' WHEN luck < 95 THEN 'active'
            ELSE 'lost' END,
       'B' || lpad(n::text, 8, '0'), entered_at::date,
       (SELECT array_agg(id) FROM crm_dictionary_item WHERE kind = 'level')
           [1 + n %% 4],
       (SELECT array_agg(id) FROM crm_region)[1 + n %% 30],
       (SELECT array_agg(id) FROM utm_source)[1 + n %% 8],
       (SELECT array_agg(id) FROM res_partner_industry)[1 + n %% 12],
       pool_id, place,
       CASE WHEN place = 'held' THEN 2 WHEN was_held THEN 3 ELSE 1 END,
       CASE WHEN place = 'held' OR was_held THEN moved_at ELSE entered_at END,
       CASE WHEN place = 'held' THEN user_id END,
       CASE WHEN place = 'held' THEN moved_at END,
       CASE WHEN luck < 80 OR moved_at < %(now)s::timestamp - interval '5 days'
            THEN GREATEST(moved_at, %(now)s::timestamp - luck * interval '5 hours')
       END,
       CASE WHEN luck BETWEEN 60 AND 94 THEN moved_at END,
       1, entered_at, 1, moved_at
  FROM (SELECT *, city || brand || trade || '有限公司' AS name,
               'office' || n || '@firm' || n || '.example' AS email FROM drawn) named;

-- Each tenth customer has a contact.
INSERT INTO res_partner
    (id, name, complete_name, commercial_company_name, parent_id,
     commercial_partner_id, customer_id, is_company, type, active, partner_share,
     employee, color, lang, autopost_bills, company_id, country_id, function, phone,
     mobile, email, email_normalized, pool_id, pool_place, user_id,
     create_uid, create_date, write_uid, write_date)
SELECT %(first_id)s + %(customers)s + row_number() OVER (ORDER BY d.id), person,
       p.name || ', ' || person, p.name, p.id,
       p.id, p.id, FALSE, 'contact', TRUE, TRUE,
       FALSE, 0, 'zh_CN', 'ask', p.company_id, p.country_id, '采购经理', NULL,
       '1' || right(d.mobile, 10), 'c' || p.email, 'c' || p.email, p.pool_id,
       p.pool_place, p.user_id, 1, p.create_date, 1, p.write_date
  FROM drawn d
  JOIN res_partner p ON p.id = d.id
 CROSS JOIN LATERAL (SELECT pg_temp.one_of(%(surnames)s, d.n, %(seed)s + 11)
                         || pg_temp.one_of(%(syllables)s, d.n, %(seed)s + 12)
                         AS person) one
 WHERE d.n %% 10 = 0;

INSERT INTO crm_pool_log
    (partner_id, sequence, pool_id, company_id, move, from_user_id, to_user_id,
     actor_id, date, held_since)
SELECT d.id, s.sequence, d.pool_id, %(company)s, s.move, s.from_user_id, s.to_user_id,
       s.actor_id, s.date, s.held_since
  FROM drawn d
 CROSS JOIN LATERAL (VALUES
       (1, 'enter_public', NULL, NULL, 1, entered_at, NULL::timestamp, TRUE),
       (2, 'claim', NULL, user_id, user_id,
        CASE WHEN place = 'held' THEN moved_at ELSE moved_at - interval '40 days' END,
        NULL, place = 'held' OR was_held),
       (3, 'reclaim', user_id, NULL, 1, moved_at, moved_at - interval '40 days',
        place = 'public' AND was_held))
       AS s (sequence, move, from_user_id, to_user_id, actor_id, date, held_since, real)
 WHERE s.real
 ORDER BY s.date;

INSERT INTO mail_followers (res_model, res_id, partner_id)
SELECT 'res.partner', d.id, u.partner_id
  FROM drawn d JOIN res_users u ON u.id = d.user_id
 WHERE d.place = 'held' AND d.n %% 5 = 0;

INSERT INTO mail_activity
    (res_model_id, res_model, res_id, activity_type_id, user_id, active, automated,
     summary, date_deadline, create_uid, create_date, write_uid, write_date)
SELECT m.id, m.model, d.id, t.id, d.user_id, TRUE, FALSE,
       '回访', (%(now)s::timestamp + interval '5 days')::date, 1, moved_at, 1, moved_at
  FROM drawn d
 CROSS JOIN (SELECT id, model FROM ir_model WHERE model = 'res.partner') m
 CROSS JOIN (SELECT min(id) AS id FROM mail_activity_type
              WHERE category = 'phonecall') t
 WHERE d.place = 'held' AND d.n %% 20 = 1;

INSERT INTO crm_lead
    (name, type, partner_id, user_id, company_id, active, won_status, priority,
     stage_id, probability, create_uid, create_date, write_uid, write_date)
SELECT d.brand || '采购', 'opportunity', d.id,
       CASE WHEN d.place = 'held' THEN d.user_id END, %(company)s, TRUE, 'pending',
       '1', (SELECT min(id) FROM crm_stage), 20, 1, moved_at, 1, moved_at
  FROM drawn d WHERE d.n %% 33 = 1;

INSERT INTO sale_order
    (name, state, partner_id, partner_invoice_id, partner_shipping_id, company_id,
     user_id, date_order, create_uid, create_date, write_uid, write_date)
SELECT 'B' || d.n, 'draft', d.id, d.id, d.id, %(company)s,
       CASE WHEN d.place = 'held' THEN d.user_id END, moved_at,
       1, moved_at, 1, moved_at
  FROM drawn d WHERE d.n %% 100 = 1;

-- Rules in force for long: else nobody's warning days would be over.
UPDATE crm_pool_rule SET effective_at = %(now)s::timestamp - interval '400 days';

SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner));
DROP TABLE drawn;
