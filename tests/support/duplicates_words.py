"""The words of made-up directories: what services, organisations and venues are called."""

from __future__ import annotations

ACTIVITIES = (
    "Knit & Natter", "Lunch Club", "Coffee Morning", "Chair Yoga", "Tai Chi for Health", "Walking Football",
    "Community Choir", "Singing for Lungs", "Memory Cafe", "Dementia Friends Cafe", "Men's Shed", "Repair Cafe",
    "Community Garden", "Gardening and Growing", "Food Pantry", "Food Bank", "Community Fridge", "Art for Wellbeing",
    "Painting & Drawing Group", "Pottery Workshop", "Book Group", "Creative Writing", "Carers Support Group",
    "Bereavement Cafe", "Stroke Club", "Parkinson's Cafe", "Diabetes Support Group", "Stay and Play", "Toddler Time",
    "Baby Massage", "Young Carers", "Youth Drop-in", "Homework Club", "IT for Beginners", "Digital Champions",
    "Job Club", "Conversation Cafe", "English for Speakers of Other Languages", "Bingo Afternoon", "Line Dancing",
    "Tea Dance", "Ukulele Orchestra", "Health Walks", "Nordic Walking", "Cycling Without Age", "Swim for All",
    "Befriending Service", "Telephone Befriending", "Good Neighbours Scheme", "Community Transport", "Dial a Ride",
    "Warm Space", "Soup Kitchen", "Cook and Eat", "Slow Cooker Course", "Mindfulness Course", "Anxiety Peer Support",
    "Recovery Cafe", "Smoking Cessation Clinic", "Weight Management Programme", "Falls Prevention Exercise",
    "Cardiac Rehabilitation Exercise", "Allotment Project", "Woodland Wellbeing", "Birdwatching for Beginners",
    "Photography Walks", "Local History Society", "Family Learning", "Parent and Carer Forum", "Autism Family Support",
    "Deaf Social Club", "Sight Loss Support", "LGBT Youth Group", "Veterans Breakfast Club", "Refugee Welcome Desk",
)  # fmt: skip

ADVICE = (
    "Debt Advice", "Benefits Advice", "Housing Advice", "Immigration Advice", "Energy Advice", "Employment Rights",
    "Family Mediation", "Form Filling Help", "Hospital Discharge Support", "Home Safety Checks",
)  # fmt: skip

KINDRED = (
    ("Over 50s Art Class", "Over 50s Dance Class"),
    ("Yoga for Beginners", "Advanced Yoga"),
    ("Monday Lunch Club", "Thursday Lunch Club"),
    ("Men's Walking Group", "Women's Walking Group"),
    ("Toddler Music", "Baby Music"),
    ("Memory Choir", "Memory Cafe"),
    ("Tai Chi Level 1", "Tai Chi Level 2"),
    ("Morning Swim", "Evening Swim"),
    ("Carers Support Group", "Young Carers Support Group"),
    ("Junior Chess Club", "Senior Chess Club"),
    ("Spanish Conversation", "French Conversation"),
    ("Wheelchair Basketball", "Wheelchair Tennis"),
    ("Stroke Support Group", "Cancer Support Group"),
    ("Community Garden Volunteers", "Community Kitchen Volunteers"),
)

BRANDS = (
    ("Kindly Kitchens", "Pay As You Feel Cafe"),
    ("Age Well", "Befriending"),
    ("Minds Together", "Peer Support Group"),
    ("Shedders United", "Men's Shed"),
    ("Little Acorns Network", "Stay and Play"),
    ("Carers Compass", "Carers Hub"),
    ("Slim & Steady", "Weekly Weigh-in"),
    ("Parkwalks", "Saturday Health Walk"),
)

USUAL_NAMES = ("Coffee Morning", "Lunch Club", "Friendship Group", "Food Bank", "Warm Space", "Toddler Group",
                "Craft Group", "Memory Cafe", "Community Choir", "Youth Club")  # fmt: skip

ORGANISATIONS = (
    "{venue}", "{town} Community Association", "Friends of {town}", "{town} Methodist Church", "{town} Parish Council",
    "{town} Voluntary Action", "Bluebell Trust", "Harbour Lights Community Interest Company", "Rowan Tree Charity",
    "{town} Residents Association", "Open Door {town}", "{town} Arts Centre", "The Lantern Project", "Hope Street Hub",
    "{town} Neighbourhood Network", "Green Shoots Foundation", "{town} Town Council", "Northway Housing Association",
    "Stepping Stones Family Centre", "{town} Leisure Trust", "Meadow Vale Medical Practice", "Sunrise Wellbeing",
)  # fmt: skip

VENUES = (
    "St Mary's Church", "St Peter's Church Hall", "Village Hall", "Central Library", "Community Centre", "Town Hall",
    "Methodist Church Hall", "Miners Welfare", "The Old School", "Children's Centre", "Leisure Centre", "The Beacon",
    "Memorial Hall", "All Saints Parish Rooms", "Scout Hut", "Cricket Pavilion", "Health Centre", "The Hive",
    "Quaker Meeting House", "Fire Station Arts", "Working Men's Club", "Salvation Army Citadel", "Library Annexe",
)  # fmt: skip

STREETS = (
    "Station Road", "Church Street", "High Street", "Mill Lane", "Park Avenue", "Victoria Road", "Chapel Street",
    "Market Place", "Queen Street", "Albert Road", "Green Lane", "Manor Road", "School Lane", "Bridge Street",
)  # fmt: skip

TEXTS = (
    "{name} in {town} meets every week and everybody is welcome. Come along for company, tea and something new.",
    "Looking for something to do? Our {name} is friendly, relaxed and open to all who live near {town}.",
    "We run {name} for people of the area. No need to book, just turn up; the first visit is free of charge.",
    "{name}: a weekly gathering, with volunteers on hand. Ring us before you come for the first time.",
    "An inclusive space. {name} offers connection, confidence and practical help to people around {town}.",
)

SHORT_FORMS = (
    ("Community", "Comm"), ("Centre", "Ctr"), ("Association", "Assoc"), ("Group", "Grp"), ("Saint", "St"),
    ("Street", "St"), ("Road", "Rd"), ("Avenue", "Ave"), ("Lane", "Ln"), (" and ", " & "), ("Church", "Ch"),
    ("Society", "Soc"), ("Exercise", "Ex"), ("Programme", "Prog"), ("Library", "Lib"), ("Wellbeing", "Well-being"),
)  # fmt: skip
