import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt  # PyJWT, with cryptography

ISSUER = os.environ.get("ISSUER", "http://localhost:3000")
KEYS = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json")
RULES = {"algorithms": ["ES256", "RS256"], "issuer": ISSUER, "audience": "watchword", "leeway": 5}


def claims_of(token):
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("This is not an access token.")
    return jwt.decode(token, KEYS.get_signing_key_from_jwt(token).key, options={"require": ["exp", "sub"]}, **RULES)


class Orders(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            caller = claims_of(self.headers.get("Authorization", "").removeprefix("Bearer "))
            status, body = 200, {"orders": [], "of": caller["sub"]}
        except jwt.PyJWTError as error:
            status, body = 401, {"message": str(error)}
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "4000"))), Orders).serve_forever()
