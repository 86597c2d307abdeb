"""A small client for Odoo's JSON-RPC and JSON-2, as a stock client would be."""

import requests

TIMEOUT = 120


class RpcError(Exception):
    """What the server answered instead of a result.

    ``name`` is the server's exception class ('odoo.exceptions.AccessError'),
    ``message`` its text, ``debug`` the traceback the server sent along.
    """

    def __init__(self, name, message, debug=""):
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
        self.debug = debug


class Session:
    """A person signed in: a cookie, and calls of any public method."""

    def __init__(self, url, database, login, password=None):
        self.url = url
        self.http = requests.Session()
        self.info = self.post(
            "/web/session/authenticate",
            db=database,
            login=login,
            password=login if password is None else password,
        )
        self.uid = self.info["uid"]

    def post(self, path, **parameters):
        """Call a JSON-RPC route; return its result or raise RpcError."""
        answer = self.http.post(
            self.url + path,
            json={"jsonrpc": "2.0", "id": 1, "method": "call", "params": parameters},
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            data = content["error"].get("data", {})
            raise RpcError(
                data.get("name", ""),
                data.get("message") or content["error"]["message"],
                data.get("debug", ""),
            )
        return content.get("result")

    def call(self, model, method, *arguments, **keywords):
        """Call a model's method: ``call("res.partner", "read", [7], ["name"])``."""
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(arguments),
            kwargs=keywords,
        )

    def get(self, path, **options):
        return self.http.get(self.url + path, timeout=TIMEOUT, **options)


class Json2:
    """The same over JSON-2, with an API key instead of a cookie."""

    def __init__(self, url, database, key):
        self.url = url
        self.http = requests.Session()
        self.http.headers.update(
            {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
        )

    def call(self, model, method, **parameters):
        """Call with named parameters; ``ids=[…]`` names the records."""
        answer = self.http.post(
            f"{self.url}/json/2/{model}/{method}", json=parameters, timeout=TIMEOUT
        )
        content = answer.json()
        if answer.status_code != 200:
            raise RpcError(
                content.get("name", str(answer.status_code)),
                content.get("message", ""),
                content.get("debug", ""),
            )
        return content
