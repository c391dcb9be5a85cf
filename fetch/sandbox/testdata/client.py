"""A SMART client on requests and oauthlib, for TestPythonClient.

Arguments: the api base, a record. Standard input: a JSON list of calls
{"name", "method", "path"}. It goes through the dance with one session of a
browser, makes every call with the signature in the header, in the form or in
the query by turns, and prints one JSON object: {"token": {...}, "calls": [...]}.
"""

import json
import re
import sys
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, SIGNATURE_TYPE_QUERY
from requests_oauthlib import OAuth1

KEY, SECRET = "my-app@apps.smartplatforms.org", "smartapp-secret"
NOTE = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sp="http://smartplatforms.org/terms#">
<sp:ClinicalNote/></rdf:RDF>"""


def hidden(page):
    """The hidden fields of a page's form."""
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    return {re.search('name="([^"]*)"', t)[1]: unescape(re.search('value="([^"]*)"', t)[1]) for t in tags}


def consent(browser, address, base):
    """A user logs in and agrees; returns the parameters of the callback."""
    page = browser.get(address)
    form = hidden(page.text) | {"username": "demo@sandbox.example", "password": "demo"}
    page = browser.post(base + "/login", data=form)
    answer = browser.post(base + "/oauth/authorize", data=hidden(page.text), allow_redirects=False)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def token_of(answer):
    answer.raise_for_status()
    return {name: values[0] for name, values in parse_qs(answer.text).items()}


def dance(base, record):
    """The three steps, and the access token they end with."""
    urls = requests.get(base + "/manifest", auth=OAuth1(KEY, SECRET)).json()["launch_urls"]
    form = {"smart_record_id": record, "oauth_callback": "oob"}
    first = token_of(requests.post(urls["request_token"], data=form, auth=OAuth1(KEY, SECRET)))
    with requests.Session() as browser:
        back = consent(browser, urls["authorize_token"] + "?oauth_token=" + first["oauth_token"], base)
    signed = OAuth1(KEY, SECRET, first["oauth_token"], first["oauth_token_secret"], verifier=back["oauth_verifier"])
    return token_of(requests.post(urls["exchange_token"], auth=signed))


def main():
    base, record = sys.argv[1:]
    token = dance(base, record)
    values = {"record_id": record, "smart_app_id": KEY, "descriptor": KEY, "user_id": token["user_id"]}
    out = []
    for i, call in enumerate(json.load(sys.stdin)):
        place = SIGNATURE_TYPE_QUERY if i % 2 else SIGNATURE_TYPE_AUTH_HEADER
        auth = OAuth1(KEY, SECRET, token["oauth_token"], token["oauth_token_secret"], signature_type=place)
        path = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], "none"), call["path"])
        body = {"PUT": b'{"a": 1}', "POST": NOTE.encode()}.get(call["method"])
        kind = {"PUT": "application/json", "POST": "application/rdf+xml"}.get(call["method"])
        headers = {"Content-Type": kind} if kind else {}
        answer = requests.request(call["method"], urljoin(base, path), data=body, headers=headers, auth=auth)
        out.append({"name": call["name"], "status": answer.status_code, "type": answer.headers.get("Content-Type", "")})
    json.dump({"token": token, "calls": out}, sys.stdout)


main()
