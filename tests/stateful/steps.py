"""What the steps of the state machine share: who, which, and the list of them all."""

from hypothesis import strategies as st

MEMBERS = ("amy", "ben", "cat")
PERSONAS = (*MEMBERS, "leader", "manager", "supervisor", "outsider")
DECIDERS = ("leader", "manager", "supervisor")
CUSTOMERS = 5
REASON = "because"

OWNER = "owner"  # of the first customer that is asked for

members = st.sampled_from(MEMBERS)
deciders = st.sampled_from(DECIDERS)
callers = st.sampled_from(PERSONAS)
owners = st.sampled_from([OWNER, OWNER, OWNER, *MEMBERS])
owners_and_others = st.sampled_from([*[OWNER] * 4, *PERSONAS])
movers = st.sampled_from([OWNER, OWNER, "supervisor", *MEMBERS])
places = st.lists(st.integers(0, CUSTOMERS - 1), min_size=1, max_size=3, unique=True)
one = st.integers(0, CUSTOMERS - 1)
STEPS = {}
OFTEN = ("claim", "assign", "transfer", "protect", "share", "contact", "undo")


def step(**strategies):
    """Make a method one of the steps, with arguments drawn from these strategies.

    All steps are one rule: of many rules Hypothesis leaves some out of a sequence.
    """

    def register(method):
        STEPS[method.__name__] = strategies
        return method

    return register


class Steps:
    """How a step is asked of the engine, and its answer compared.

    ``cast``, ``reference``, ``env``, ``ids`` and ``now`` are the machine's.
    """

    def is_here(self, who):
        return who not in self.reference.locked

    def person(self, who, ids):
        """Return who that is: the owner of the first customer, if there is one."""
        if who != OWNER:
            return who
        customers = [self.reference.customers.get(record_id) for record_id in ids[:1]]
        return next((c.owner for c in customers if c and c.owner), "amy")

    def pick(self, numbers):
        return [self.ids[number] for number in numbers]

    def as_user(self, who, model, ids):
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.cast.users[who]
        return (
            self.env[model].with_user(user).with_company(self.cast.company).browse(ids)
        )

    def partners(self, who, ids):
        return self.as_user(who, "res.partner", ids)

    def agree(self, answer, expected):
        """The engine did what the reference did, and gave a reason for the rest."""
        assert answer["done"] == expected, (answer, expected)
        assert all(answer["refused"].values())
