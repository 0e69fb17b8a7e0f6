"""The fixture at work: each test begins with the same rows."""

import pytest

pytest_plugins = ["frontdesk_pytest"]

GUESTS = "{ guests(first: 50) { nodes { id name } } }"


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_begins_with_the_first_rows(frontdesk, time):
    before = frontdesk.ask(GUESTS)["data"]["guests"]["nodes"]
    assert before[0] == {"id": "01900000-0000-7000-8000-000200000001", "name": "Carla Rossi"}
    assert len(before) == 16
    create = "mutation($input: CreateGuestInput!) { createGuest(input: $input) { __typename } }"
    created = frontdesk.ask(create, {"input": {"name": f"The {time}"}}, person="mara")
    assert created["data"]["createGuest"]["__typename"] == "GuestSaved"
    assert len(frontdesk.ask(GUESTS)["data"]["guests"]["nodes"]) == 17
