from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What became of each record of a move.

    :param done: ids that moved, in the order they were asked for
    :param refused: for each other id the sentence that says why not
    """

    done: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)

    def refuse(self, ids, reason):
        for record_id in ids:
            self.refused.setdefault(record_id, reason)

    def refuse_one(self, record_id, reason):
        """Refuse a record if there is a reason to; return whether there is."""
        if reason:
            self.refuse([record_id], reason)
        return bool(reason)

    def as_dict(self):
        """The shape that every public move returns; ids are JSON object keys."""
        return {
            "done": self.done,
            "refused": {str(key): reason for key, reason in self.refused.items()},
        }
