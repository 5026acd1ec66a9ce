"""Given names whose vocative their ending does not tell, as native speakers say them."""

from __future__ import annotations

#: (name, gender) → vocative; `None` where natives hesitate, although the ending looks regular.
EXCEPTIONS: dict[tuple[str, str], str | None] = {
    (name, gender): None if form == "-" else form
    for gender, lines in (
        (
            "m",
            """
            Piotr Piotrze; Kacper Kacprze; Kasper Kasprze; Abel Ablu; Lew Lwie; Jezus Jezu; Chrystus
            Chryste; Hugo Hugo; Bruno Bruno; Iwo Iwo; Otto Otto; Leo Leo; Mario Mario; Diego Diegu; Jozue Jozue;
            Rene Rene; Jose Jose; Dante Dante; Goethe Goethe; Tarek -; Derek Dereku; Malek -; Abdelmalek -; Marc
            -; Eric -; Luc -; Frederic -; Cedric -; Dominic -; Ludovic -; Isaac -; Jean -; Juan -; Sean -;
            Charles -; James -; Jacques -; Yves -; Georges -; Louis -; Mike -; Luca Luco; Franz Franzu; Fritz
            Fritzu; Heinz Heinzu; Moritz Moritzu; Luiz -; Josh -; Joseph Josephie; Christoph Christophie;
            Rudolph Rudolphie; Ralph Ralphie; Adolph Adolphie; Josip Josipie; Hiob Hiobie; Bóg Boże; Ojciec
            Ojcze; Sasza Saszo; Sokół Sokole; Gołąb Gołąbie; Orzeł Orle; Kozioł Koźle; Georg Georgu; Ludwig
            Ludwigu; Oleksandr -; Pavel -; Yurij -; Mykhailo -; Danylo -; Pavlo -; Petro -; Dmytro -; Marko
            Marko; Mirko Mirku; Slavko -; Zlatko -; Ilia Ilio; Illia -; Kola -; Ossi -; Antonio Antonio; Eugenio
            Eugenio; Ed Edzie; Lev -; Iwanek Iwanku; Karp Karpiu; Claude -; Steve -; Dave -; George -; Andre
            Andre; André André; Arsène -; Mohamed Mohamedzie; Nikodem Nikodemie; Kirill Kirillu; Noah -;
            Abdullah -; Elijah -; Jonah -
            """,
        ),
        (
            "f",
            """
            Ksenia Ksenio; Xenia Xenio; Sonia Soniu; Lavinia Lavinio; Anastasia Anastasio; Lucia Lucio; Marcia
            Marcio; Alisia Alisio; Mia Mio; Lia Lio; Pia Pio; Ia -; Gaia -; Maya -; Freya -; Aya -; Nadia Nadio;
            Nastia -; Katia Katio; Tatia -; Micia Miciu; Kicia Kiciu; Licia Liciu; Wicia Wiciu; Joasia Joasiu;
            Stasia Stasiu; Anastazia -; Letizia Letizio; Fabrizia Fabrizio; Grazia Grazio; Lucrezia Lucrezio;
            Leila Leilo; Layla Laylo; Maryja Maryjo; Ruth Ruth; Rut Rut; Cassia -; Hosanna
            Hosanno; Noa -; Eneida Eneido; Kunegunda Kunegundo
            """,
        ),
    )
    for name, form in (pair.split() for pair in lines.split(";"))
}
