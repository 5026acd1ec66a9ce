def test_nul_in_an_address_or_a_form_is_refused(client, db):
    assert client.get("/log-in/?next=%00").status_code == 400
    assert client.post("/language/", {"language": "p\x00l"}).status_code == 400
    assert client.get("/log-in/?next=/customers/").status_code in {200, 302}


def test_nul_in_the_path_is_refused(client, db):
    for path in ("/join/a%00b", "/portal/shop/%00/", "/views/%00/save/"):
        assert client.get(path).status_code == 400
