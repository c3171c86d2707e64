"""The fields of a consultation itself, step by step."""

from __future__ import annotations

from kiosk.i18n import N_
from sync.hub.drafts.forms.field import Field, Kind, Source

NATURES = (
    ("participatory_budget", N_("Participatory budget")),
    ("consultation", N_("Consultation")),
    ("workshop", N_("Workshop")),
)
TEXTS = (
    Field("title", N_("Title"), required=True),
    Field(
        "summary",
        N_("In one or two sentences"),
        long=True,
        help=N_("Stands under the title on the first screen: what it is about, and what one can do."),
    ),
    Field("description", N_("Description"), long=True),
    Field("nature", N_("What sort of consultation"), Kind.CHOICE, options=NATURES, required=True),
    Field(
        "quartiers",
        N_("Quartiers it is about"),
        Kind.SEVERAL,
        source=Source.QUARTIERS,
        help=N_("Choose none for the whole city."),
    ),
    Field("themes", N_("Themes"), Kind.SEVERAL, source=Source.THEMES),
)
PHASES = (
    Field(
        "phases",
        N_("Phases"),
        Kind.ROWS,
        fields=(
            Field("title", N_("Name of the phase"), required=True),
            Field("opens", N_("Opens on"), Kind.MOMENT, required=True),
            Field("closes", N_("Closes on"), Kind.MOMENT, required=True),
            Field(
                "activities",
                N_("What is open in this phase"),
                Kind.SEVERAL,
                source=Source.ACTIVITIES,
            ),
        ),
    ),
    Field(
        "accept_until",
        N_("The hub takes what tablets bring until"),
        Kind.MOMENT,
        required=True,
        group=N_("After the last phase"),
        help=N_("After the closing: time for the last tablet to come home. A week is usual."),
    ),
    Field(
        "claims_erased_on",
        N_("The register forgets who took part on"),
        Kind.DAY,
        required=True,
        group=N_("After the last phase"),
        help=N_("Residents are shown this date. Two months after the count is usual."),
    ),
    Field(
        "contributions_erased_on",
        N_("Contributions are erased on"),
        Kind.DAY,
        group=N_("After the last phase"),
        help=N_("Leave it empty to erase them by hand."),
    ),
)
DOCUMENTS = (
    Field(
        "documents",
        N_("Documents"),
        Kind.ROWS,
        fields=(
            Field("title", N_("Title"), required=True),
            Field("text", N_("Text to read on the tablet"), long=True),
            Field(
                "address",
                N_("Address on the web"),
                Kind.LINE,
                help=N_("Begins with https://. The tablet shows it as a code to photograph."),
            ),
        ),
    ),
    Field(
        "decisions",
        N_("Decisions"),
        Kind.ROWS,
        fields=(
            Field("on", N_("Date"), Kind.DAY, required=True),
            Field("title", N_("Title"), required=True),
            Field("text", N_("Text"), long=True),
        ),
    ),
    Field("synthesis", N_("What came out of it"), long=True),
)
CITY = (
    Field("organiser", N_("Who asks"), required=True, help=N_("The name of the city, as tablets show it.")),
    Field("privacy", N_("Privacy notice"), long=True),
    Field("charter.version", N_("Version of the charter"), Kind.WHOLE, group=N_("Charter")),
    Field(
        "charter.text",
        N_("What everyone accepts before the first contribution"),
        long=True,
        group=N_("Charter"),
    ),
    Field(
        "quartiers",
        N_("Quartiers"),
        Kind.ROWS,
        fields=(Field("name", N_("Name of the quartier"), Kind.LINE, required=True),),
    ),
    Field("themes", N_("Themes"), Kind.ROWS, fields=(Field("title", N_("Theme"), required=True),)),
    Field(
        "farewell.satisfaction",
        N_("Ask at the end of a visit how it went"),
        Kind.YES_NO,
        group=N_("At the end of a visit"),
    ),
    Field(
        "farewell.opt_in.version",
        N_("Version of the consent text"),
        Kind.WHOLE,
        group=N_("At the end of a visit"),
    ),
    Field(
        "farewell.opt_in.text",
        N_("What somebody agrees to who wants to be kept informed"),
        long=True,
        group=N_("At the end of a visit"),
    ),
    Field(
        "farewell.kept_days",
        N_("Days after which addresses and remarks are erased"),
        Kind.WHOLE,
        group=N_("At the end of a visit"),
    ),
    Field(
        "farewell.age_bands",
        N_("Age bands"),
        Kind.ROWS,
        fields=(Field("title", N_("Age band"), required=True),),
    ),
    Field(
        "silence.opens",
        N_("From"),
        Kind.MOMENT,
        group=N_("Months before an election, without results"),
    ),
    Field(
        "silence.closes",
        N_("Until"),
        Kind.MOMENT,
        group=N_("Months before an election, without results"),
    ),
    Field(
        "silence.reason",
        N_("What residents read instead"),
        long=True,
        group=N_("Months before an election, without results"),
    ),
    Field(
        "accounts",
        N_("People who open and look after tablets"),
        Kind.ROWS,
        fields=(
            Field("name", N_("Name"), Kind.LINE, required=True),
            Field(
                "role",
                N_("Role"),
                Kind.CHOICE,
                required=True,
                options=(
                    ("facilitator", N_("Facilitator")),
                    ("staff", N_("Staff")),
                    ("administrator", N_("Administrator")),
                ),
            ),
            Field(
                "pin",
                N_("PIN"),
                Kind.PIN,
                required=True,
                help=N_("4 to 12 figures. Only its print is kept; leave it empty to keep the one there is."),
            ),
        ),
    ),
)
