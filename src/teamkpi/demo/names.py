"""Names for the demo's people and teams: invented, from several cultures, with the letters they need."""

from typing import NamedTuple

GIVEN_AND_FAMILY: tuple[tuple[str, str], ...] = (
    (
        "Alice,Thomas,Emily,George,Hannah,Oliver,Charlotte,Harriet,Samuel,Beatrice,Callum,Eleanor",
        "Whitfield,Ashworth,Hargreaves,Pemberton,Fairclough,Bancroft,Lockwood,Thistlewood,Marsh,Kirkby",
    ),
    (
        "Siobhán,Aoife,Cillian,Niamh,Pádraig,Róisín,Eoin,Caoimhe,Tadhg,Gráinne",
        "O'Connor,O'Brien,Ní Dhomhnaill,MacCarthy,O'Shaughnessy,Gallagher,Mac Giolla,Doherty,O'Keeffe",
    ),
    (
        "José,María,Álvaro,Lucía,Íñigo,Begoña,Andrés,Inés,Joaquín,Sofía,Raúl",
        "Núñez,García Márquez,Ibáñez,Peña,Domínguez,Muñoz,Cortés,Vázquez,Etxeberria,Gutiérrez",
    ),
    (
        "François,Élodie,Chloé,Jérôme,Anaïs,Benoît,Maëlle,Loïc,Hélène,Rémi",
        "Lefèvre,D'Aubigné,Béranger,Côté,Desprès,Lemaître,Rousselle,L'Hermite,Garçon,Thévenet",
    ),
    (
        "Jürgen,Anke,Björn,Käthe,Matthias,Søren,Astrid,Åsa,Lars,Ingrid,Gísli",
        "Müller,Groß,Schäfer,Jørgensen,Lindqvist,Bergström,Øverland,Weiß,Håkansson,Þorláksson",
    ),
    (
        "Łukasz,Agnieszka,Zdeněk,Kateřina,Mirosław,Jiří,Małgorzata,Ondřej,Ștefan,Ioana,Zsófia",
        "Wiśniewski,Nováková,Dvořák,Żukowski,Popescu,Szabó,Krawczyk,Jędrzejewski,Horváth,Švec",
    ),
    (
        "Nguyễn Thị Lan,Trần Văn Minh,Lê Hoàng,Phạm Thu Hà,Đặng Quang,Vũ Ngọc Anh",
        "An,Bình,Chi,Dũng,Giang,Hương,Khánh,Phúc",
    ),
    (
        "Priya,Arjun,Ananya,Vikram,Meera,Rohan,Lakshmi,Farhan,Ayesha,Imran,Kavya",
        "Raghunathan,Iyer,Chatterjee,Krishnamurthy,Banerjee,Siddiqui,Mukherjee,Patel,Qureshi,Nair",
    ),
    (
        "Oluwaseun,Adaeze,Kwame,Ngozi,Chukwuemeka,Abena,Thabo,Nomvula,Yetunde,Kofi",
        "Adébáyò,Okonkwo,Mensah,Ọláwálé,Dlamini,Nkrumah,Eze,Owusu,Mthembu,Balogun",
    ),
    (
        "Wei Ling,Jia Hao,Mei Xin,Kah Wai,Siew Hoon,Zhi Wei,Hui Min,Jun Jie,Li Na,Xiu Ying",
        "Tan,Lim,Ng,Goh,Chua,Teo,Koh,Ong,Yeo,Ho",
    ),
    (
        "Haruka,Kenji,Sakura,Ren,Yūto,Aiko,Daichi,Min-jun,Seo-yeon,Ji-ho,Ha-eun",
        "Tanaka,Satō,Itō,Yamamoto,Ōno,Kim,Park,Choi,Yoon,Kobayashi",
    ),
    (
        "Layla,Omar,Yasmin,Tariq,Noor,Elif,Mehmet,Çağla,Darius,Shirin,Hüseyin",
        "Al-Khatib,Haddad,El-Sayed,Yılmaz,Öztürk,Şahin,Farahani,Nasser,Çelik,Abu Zayd",  # noqa: RUF001
    ),
    (
        "João,Beatriz,Thiago,Conceição,Leo,Giulia,Matteo,Chiara,Niccolò,Zoë",
        "Gonçalves,Simões,D'Angelo,Marchetti,Dell'Acqua,Magalhães,Araújo,De Luca,Conti,Brandão",
    ),
    (
        "Maya,Jordan,Tyrone,Savannah,Ethan,Brooke,Dakota,Isaiah,Kiana,Wyatt",
        "Washington,Kealoha,Begay,St. John,Rosenthal,Van der Berg,Jefferson,McAllister,Freeman,Lopez",
    ),
)
"""Given and family names of one tongue each, so that a name is of one piece."""


class TeamPlan(NamedTuple):
    """A team as drawn up by hand: location id, number of members, what it does."""

    name: str
    location: int
    size: int
    trade: str


TECH_TEAM = "Tech Innovators"
"""The team of the documented example, which has the id 55."""
TEAM_PLANS: tuple[TeamPlan, ...] = (
    TeamPlan("Lantern & Loom", 1, 24, "textile design"),
    TeamPlan("Nightjar Support Desk", 1, 16, "round-the-clock customer support"),
    TeamPlan("Quayside Robotics", 1, 60, "warehouse robots"),
    TeamPlan("Bluebell Analytics", 1, 33, "retail analytics"),
    TeamPlan("Foxglove Legal", 1, 9, "employment law"),
    TeamPlan("O'Hara & Daughters", 1, 6, "family wealth advice"),
    TeamPlan("Kestrel Maps", 1, 19, "mapping software"),
    TeamPlan("Copper Kettle Games", 1, 28, "mobile games"),
    TeamPlan("Hedgerow Foods", 1, 12, "plant-based food"),
    TeamPlan("Atlas Payroll", 1, 41, "payroll services"),
    TeamPlan("Pebble Physio", 1, 4, "online physiotherapy"),
    TeamPlan("Umbra Film", 1, 8, "documentary films"),
    TeamPlan("Skylark Energy", 1, 21, "heat pumps"),
    TeamPlan("Crème Anglaise Studio", 1, 5, "food photography"),
    TeamPlan("Brickfield Architects", 1, 14, "architecture"),
    TeamPlan("Hudson Ledger", 2, 36, "bookkeeping software"),
    TeamPlan("Gotham Greens Lab", 2, 17, "vertical farming"),
    TeamPlan("Ninth Street Type", 2, 3, "type design"),
    TeamPlan('The "Q" Agency', 2, 22, "advertising"),
    TeamPlan("Catskill Health", 2, 48, "telemedicine"),
    TeamPlan("Ampersand Press", 2, 7, "publishing"),
    TeamPlan("Tidewater Logistics", 2, 26, "freight planning"),
    TeamPlan("Ironworks Security", 2, 15, "penetration testing"),
    TeamPlan("Señal Radio", 2, 10, "podcasts in Spanish"),
    TeamPlan("Juniper Biotech", 2, 30, "protein design"),
    TeamPlan("Five Boroughs Tutors", 2, 11, "tutoring"),
    TeamPlan("Marigold Events", 2, 6, "event planning"),
    TeamPlan("Straits Fintech", 3, 23, "cross-border payments"),
    TeamPlan("Merbau Ventures", 3, 8, "seed investment"),
    TeamPlan("Lotus Leaf Learning", 3, 20, "language learning"),
    TeamPlan("Durian Digital", 3, 18, "web design"),
    TeamPlan("Equator Marine", 3, 13, "ship inspection"),
    TeamPlan("Peranakan Kitchen", 3, 5, "cookery classes"),
    TeamPlan("Monsoon Weather", 3, 9, "weather forecasts"),
    TeamPlan(TECH_TEAM, 1, 12, "software for small shops"),
    TeamPlan("Brooklyn Bridge Capital", 2, 12, "venture capital"),
    TeamPlan("Zephyr Drones", 3, 7, "drone surveys"),
    TeamPlan("Kampong Coffee", 3, 2, "coffee roasting"),
    TeamPlan("Two Ravens", 2, 2, "brand naming"),
    TeamPlan("Harbour Newcomers", 1, 0, "moving in soon"),
)
"""The forty teams, in the order of their ids from 21 on: `Tech Innovators` is 55, the last has no members."""


class Known(NamedTuple):
    """A member of Tech Innovators, drawn up by hand; `habit` counts into `places.HABITS`."""

    name: str
    habit: int
    state: str = "active"


TECH_INNOVATORS: tuple[Known, ...] = (
    Known("Jane Smith", 0),
    Known("Leo Marchetti", 0),
    Known("Siobhán O'Connor", 1),
    Known("Nguyễn Thị Lan", 3),
    Known("Łukasz Wiśniewski", 2),
    Known("Zoë D'Angelo", 0),
    Known('Roberta "Bobbie" Lindqvist', 1),
    Known("José Ángel Núñez", 0),
    Known("Oluwaseun Adébáyò", 1, "suspended"),
    Known("Priya Raghunathan", 3),
    Known("François Lefèvre", 0, "archived"),
    Known("Ingrid Müller-Þórsson", 2),
)
"""The members of team 55, in the order of their ids from 101 on."""
