def test_nul_in_an_address_or_a_form_is_refused(client, db):
    assert client.get("/log-in/?next=%00").status_code == 400
    assert client.post("/language/", {"language": "p\x00l"}).status_code == 400
    assert client.get("/log-in/?next=/customers/").status_code in {200, 302}
