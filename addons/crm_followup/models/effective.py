"""When does a follow-up count? Facts against rules, without database or clock."""

from typing import NamedTuple

LENGTH = "length"
MINUTES = "minutes"
NEXT = "next"
EVIDENCE = "evidence"
METHOD = "method"


class Facts(NamedTuple):
    """What a rule may ask of a follow-up.

    :ivar length: characters of its content, without white space
    """

    method_id: int
    length: int = 0
    minutes: int = 0
    has_next: bool = False
    has_evidence: bool = False


class Rule(NamedTuple):
    """:ivar methods: ids of the methods that it is for; empty: all"""

    kind: str
    least: int = 0
    methods: frozenset = frozenset()


def count_characters(text):
    """
    >>> count_characters(" 电话 ok\\n")
    4
    """
    return len("".join((text or "").split()))


def find_failure(facts, rules):
    """Return the first rule that a follow-up does not meet, or None.

    >>> find_failure(Facts(1, length=9), [Rule(LENGTH, 10)]).kind
    'length'
    >>> find_failure(Facts(1, length=9), [Rule(LENGTH, 10, frozenset([2]))])
    """
    return next((rule for rule in rules if not _is_met(facts, rule)), None)


def _is_met(facts, rule):
    if rule.methods and facts.method_id not in rule.methods:
        return True
    return {
        LENGTH: facts.length >= rule.least,
        MINUTES: facts.minutes >= rule.least,
        NEXT: facts.has_next,
        EVIDENCE: facts.has_evidence,
        METHOD: False,
    }[rule.kind]
