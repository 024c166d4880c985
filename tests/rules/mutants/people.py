"""Ways to take the wrong people for staff or operators, or not to know the right ones."""

from tests.rules.mutants.change import change

_EMAIL = "claim('email_verified') ? request.auth.token.get('email', '').lower() : ''"
_IN_DOMAIN = "domain() != '' && parts.size() == 2 && parts[1] == domain()"
_TRUE = "request.auth.token.get(name, false) == true"
_STAFF = "claim('staff') || email() in staffList() || inDomain()"
_OPERATOR = "claim('operator') || email() in operatorList()"

_CLAIMS = (
    change(
        "a claim may be text",
        _TRUE,
        "request.auth.token.get(name, false) in [true, 'true']",
        "staff claim as text - get - contact",
        "operator claim as text - get - event",
        "staff by list, verified as text - get - contact",
    ),
    change(
        "a claim may be a number",
        _TRUE,
        "request.auth.token.get(name, false) in [true, 1]",
        "staff claim as number - get - contact",
        "operator claim as number - get - event",
    ),
    change(
        "a claim may be a list",
        _TRUE,
        "request.auth.token.get(name, false) in [true, [true]]",
        "staff claim as list - get - contact",
    ),
    change(
        "a claim need only be there",
        _TRUE,
        "name in request.auth.token",
        "staff claim false - get - contact",
        "staff claim null - get - contact",
        "operator claim false - get - event",
    ),
    change(
        "the claim of staff is not asked for",
        _STAFF,
        "email() in staffList() || inDomain()",
        "staff by claim - get - contact",
    ),
    change(
        "the claim of operators is not asked for",
        _OPERATOR,
        "email() in operatorList()",
        "operator by claim - get - event",
    ),
    change(
        "the claim of operators makes staff",
        _STAFF,
        f"claim('operator') || {_STAFF}",
        "operator by claim - get - contact",
    ),
    change(
        "the claim of staff makes operators",
        _OPERATOR,
        f"claim('staff') || {_OPERATOR}",
        "staff by claim - get - event",
    ),
)
_ADDRESSES = (
    change(
        "an address need not be verified",
        _EMAIL,
        "request.auth.token.get('email', '').lower()",
        "staff by list, not verified - get - contact",
        "staff by domain, not verified - get - contact",
        "operator by list, not verified - get - event",
    ),
    change(
        "an address not said to be unverified counts",
        _EMAIL,
        _EMAIL.replace("claim(", "false != request.auth.token.get(").replace("d')", "d', true)"),
        "staff by list, verified or not - get - contact",
        "staff by list, verified as text - get - contact",
    ),
    change(
        "capitals count",
        ".lower()",
        "",
        "staff by list in capitals - get - contact",
        "staff by domain in capitals - get - contact",
        "operator by list in capitals - get - event",
    ),
    change(
        "the domain is compared as an ending",
        _IN_DOMAIN,
        "email().matches('.*' + domain())",
        "a domain that ends alike - get - contact",
        "a domain below - get - contact",
        "two @, the domain at the end - get - contact",
        "a domain without a name - get - contact",
    ),
    change(
        "a domain below counts",
        _IN_DOMAIN,
        "email().matches('.*[@.]staff[.]example[.]com')",
        "a domain below - get - contact",
    ),
    change(
        "the domain is compared as a beginning",
        _IN_DOMAIN,
        "email().matches('[^@]+@' + domain() + '.*')",
        "a domain that begins alike - get - contact",
    ),
    change(
        "a dot is any character",
        _IN_DOMAIN,
        "email().matches('[^@]+@' + domain())",
        "a domain with another character for a dot - get - contact",
    ),
    change(
        "of several @ the first counts",
        "parts.size() == 2 &&",
        "",
        "two @, the domain in the middle - get - contact",
    ),
    change(
        "of several @ the last counts",
        "parts.size() == 2 && parts[1]",
        "parts.size() > 1 && parts[parts.size() - 1]",
        "two @, the domain at the end - get - contact",
    ),
    change(
        "the name alone is compared with the list",
        "|| email() in staffList()",
        "|| email().matches('front.desk@.*')",
        "the list's name elsewhere - get - contact",
        "the other of the list - get - contact",
    ),
    change(
        "the domain of the list is staff",
        "|| email() in staffList()",
        "|| email().matches('.*@shop.example')",
        "the list's shop, another name - get - contact",
        "more before the list's name - get - contact",
        "operator by list - get - contact",
    ),
)
_LISTS = (
    change(
        "nobody is on the list of staff",
        "['front.desk@shop.example', 'owner@shop.example']",
        "[]",
        "staff by list - get - contact",
    ),
    change(
        "the second on the list of staff is forgotten",
        ", 'owner@shop.example'",
        "",
        "the other of the list - get - contact",
    ),
    change(
        "nobody is on the list of operators",
        "['operator@shop.example']",
        "[]",
        "operator by list - get - event",
    ),
    change(
        "no domain is the staff's", "'staff.example.com'", "''", "staff by domain - get - contact"
    ),
    change(
        "the list of staff makes operators",
        "in operatorList()",
        "in staffList()",
        "staff by list - get - event",
        "operator by list - get - event",
    ),
    change(
        "the list of operators makes staff",
        "in staffList()",
        "in operatorList()",
        "operator by list - get - contact",
        "staff by list - get - contact",
    ),
    change(
        "the staff's domain makes operators",
        _OPERATOR,
        f"{_OPERATOR} || inDomain()",
        "staff by domain - get - event",
    ),
)
MUTANTS = (*_CLAIMS, *_ADDRESSES, *_LISTS)
