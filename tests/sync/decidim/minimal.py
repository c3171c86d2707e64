"""Our own small schemas of what the bridge speaks about: it is tested where Decidim's are not at hand.

Written from the documents of `sync.decidim.queries`, not copied: a document that asks for more than
Decidim has is found by the tests with Decidim's own schemas alone.
"""

from __future__ import annotations

from functools import cache

from graphql import GraphQLSchema, build_schema

from sync.decidim.document import Version

_PAGED = "(first: Int, after: String, last: Int, before: String{more}): {kind}Connection"
_CONNECTIONS = ("Proposal", "Budget", "Survey", "Debate", "Result", "Page")
_COMMENTABLE = """
  acceptsNewComments: Boolean!
  totalCommentsCount: Int!
  comments(orderBy: String, singleCommentId: String): [Comment!]!
"""
_NEW = {
    "classes": "taxonomies: [Taxonomy!]",
    "options": "responseOptions: [Option]! matrixRows: [Row]",
    "milestones": "milestones",
    "attachment": "title: TranslatedField!",
    "survey": "startsAt: DateTime endsAt: DateTime allowResponses: Boolean",
    "project": "confirmedVotes: Int address: String coordinates: Coordinates",
    "organization": "name: TranslatedField taxonomies: [Taxonomy]",
    "url": "url: String!",
    "step": "DateTime",
    "query": "",
    "version": "String",
}
_OLD = {
    "classes": "category: Category scope: Scope",
    "options": "answerOptions: [Option]!",
    "milestones": "timelineEntries",
    "attachment": "",
    "survey": "",
    "project": "",
    "organization": "name: String",
    "url": "",
    "step": "Date",
    "query": "deployment: Deployment",
    "version": "String!",
}


@cache
def minimal_schema(version: Version) -> GraphQLSchema:
    """The part of that version which the bridge uses."""
    words = _OLD if version == "0.27" else _NEW
    text = _TEXT
    for name, value in words.items():
        text = text.replace(f"<{name}>", value)
    newest = version == "0.32"
    text = text.replace("<access>", "accessMode: String" if newest else "")
    text += "".join(
        f"type {kind}Connection {{ pageInfo: PageInfo! nodes: [{kind}] edges: [{kind}Edge] }}\n"
        f"type {kind}Edge {{ cursor: String! node: {kind} }}\n"
        for kind in _CONNECTIONS
    )
    text += _MUTATIONS[version]
    return build_schema(text, assume_valid=True)


_TEXT = f"""
scalar Date
scalar DateTime
scalar JSON

type LocalizedString {{ locale: String! text: String machineTranslated: Boolean! }}
type TranslatedField {{
  locales: [String]
  translations(locales: [String!]): [LocalizedString]!
  translation(locale: String!): String
}}
type PageInfo {{ hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }}
type Coordinates {{ latitude: Float! longitude: Float! }}
type Category {{ id: ID! name: TranslatedField! subcategories: [Category]! }}
type Scope {{ id: ID! name: TranslatedField! }}
type Taxonomy {{ id: ID! isRoot: Boolean! name: TranslatedField! children: [Taxonomy!]! }}
type Attachment {{ url: String! type: String! thumbnail: String <attachment> }}
interface Author {{ id: ID! name: String! nickname: String! }}
type User implements Author {{ id: ID! name: String! nickname: String! }}

interface ComponentInterface {{ id: ID! name: TranslatedField! weight: Int! <url> }}
type Component implements ComponentInterface {{ id: ID! name: TranslatedField! weight: Int! <url> }}
type Meetings implements ComponentInterface {{ id: ID! name: TranslatedField! weight: Int! <url> }}
type Proposals implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  proposals{_PAGED.format(more=", order: ProposalSort, filter: ProposalFilter", kind="Proposal")}
}}
type Budgets implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  budgets{_PAGED.format(more="", kind="Budget")}
}}
type Surveys implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  surveys{_PAGED.format(more="", kind="Survey")}
}}
type Debates implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  debates{_PAGED.format(more="", kind="Debate")}
}}
type Accountability implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  results{_PAGED.format(more="", kind="Result")}
}}
type Pages implements ComponentInterface {{
  id: ID! name: TranslatedField! weight: Int! <url>
  pages{_PAGED.format(more="", kind="Page")}
}}
input ProposalSort {{ id: String publishedAt: String voteCount: String }}
input ProposalFilter {{ publishedBefore: String publishedSince: String }}
input ProcessSort {{ id: String publishedAt: String startDate: String }}

type Proposal {{
  id: ID! reference: String state: String official: Boolean
  publishedAt: DateTime createdAt: DateTime updatedAt: DateTime voteCount: Int
  title: TranslatedField body: TranslatedField answer: TranslatedField
  address: String coordinates: Coordinates author: Author attachments: [Attachment]! <classes> <url>
  {_COMMENTABLE}
}}
type Debate {{
  id: ID! title: TranslatedField description: TranslatedField instructions: TranslatedField
  startTime: DateTime endTime: DateTime updatedAt: DateTime <classes>
  {_COMMENTABLE}
}}
type Comment {{
  id: ID! body: String! createdAt: DateTime alignment: Int author: Author!
  {_COMMENTABLE}
}}
type Commentable {{
  id: ID!
  {_COMMENTABLE}
}}
type Budget {{
  id: ID! title: TranslatedField! description: TranslatedField! total_budget: Int! updatedAt: DateTime
  projects: [Project]! <classes>
}}
type Project {{
  id: ID! title: TranslatedField description: TranslatedField budget_amount: Int selected: Boolean
  updatedAt: DateTime reference: String attachments: [Attachment]! <classes> <project>
}}
type Option {{ id: ID! body: TranslatedField! freeText: Boolean! }}
type Row {{ id: ID! body: TranslatedField! position: Int! }}
type Question {{
  id: ID! body: TranslatedField! description: TranslatedField mandatory: Boolean! position: Int
  maxChoices: Int maxCharacters: Int! questionType: String <options>
}}
type Questionnaire {{
  id: ID! title: TranslatedField! description: TranslatedField tos: TranslatedField questions: [Question]!
}}
type Survey {{ id: ID! updatedAt: DateTime questionnaire: Questionnaire <survey> }}
type Status {{ id: ID! key: String name: TranslatedField progress: Int }}
type Milestone {{ id: ID! entryDate: Date title: TranslatedField description: TranslatedField }}
type Result {{
  id: ID! reference: String title: TranslatedField description: TranslatedField progress: Float
  startDate: Date endDate: Date updatedAt: DateTime parent: Result status: Status
  <milestones>: [Milestone] <classes>
}}
type Page {{ id: ID! title: TranslatedField! body: TranslatedField updatedAt: DateTime }}

type Step {{
  id: ID! title: TranslatedField! description: TranslatedField startDate: <step> endDate: <step>
  active: Boolean position: Int
}}
type ParticipatoryProcess {{
  id: ID! slug: String! reference: String title: TranslatedField! subtitle: TranslatedField
  shortDescription: TranslatedField description: TranslatedField startDate: Date endDate: Date
  publishedAt: DateTime! updatedAt: DateTime! heroImage: String steps: [Step]!
  components: [ComponentInterface] attachments: [Attachment]! categories: [Category]! <access>
}}
type Decidim {{ version: <version> applicationName: String! }}
type Deployment {{ version: String! }}
type Organization {{ <organization> }}
type Session {{ user: User }}
type Query {{
  decidim: Decidim
  organization: Organization
  session: Session
  participatoryProcesses(order: ProcessSort): [ParticipatoryProcess]
  participatoryProcess(id: ID, slug: String): ParticipatoryProcess
  component(id: ID!): ComponentInterface
  commentable(id: String!, type: String!, locale: String!, toggleTranslations: Boolean!): Commentable
  <query>
}}
"""
_ADD_COMMENT = """
type CommentableMutation { id: ID! addComment(body: String!, alignment: Int): Comment }
"""
_COMMENTING = (
    "commentable(id: String!, type: String!, locale: String, toggleTranslations: Boolean): "
    "CommentableMutation!"
)
_MUTATIONS: dict[Version, str] = {
    "0.27": f"{_ADD_COMMENT} type Mutation {{ {_COMMENTING} }}",
    "0.31": f"{_ADD_COMMENT} type Mutation {{ {_COMMENTING} }}",
    "0.32": f"""{_ADD_COMMENT}
input ProposalAttributes {{
  title: String! body: String! address: String latitude: Float longitude: Float taxonomies: [ID!]
}}
input CreateProposalInput {{
  clientMutationId: String attributes: ProposalAttributes! locale: String! toggleTranslations: Boolean
}}
type ProposalsMutation {{ id: ID! createProposal(input: CreateProposalInput!): Proposal }}
type DebatesMutation {{ id: ID! }}
type MeetingsMutation {{ id: ID! }}
union ComponentMutation = DebatesMutation | MeetingsMutation | ProposalsMutation
type Mutation {{ {_COMMENTING} component(id: ID!): ComponentMutation! }}
""",
}
