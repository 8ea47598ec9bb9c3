"""What a recording keeps of a scan besides the facts."""

from typing import Any

from digiamen_scan.engine.labels import Labels
from digiamen_scan.engine.recording import Header
from digiamen_scan.model.encoding import to_data
from digiamen_scan.model.results import ScanInfo
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.model import Profile
from digiamen_scan.profile.targets import normalised
