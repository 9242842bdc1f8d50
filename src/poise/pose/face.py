"""The face's 478 keypoints: MediaPipe's mesh of 468 and the two irises of five each.

The order is MediaPipe's. Most of the mesh has no names in the field; a keypoint is called after the person's own
side and its number (``left_263``), and those with a name of their own by that (``left_eye_outer``).
"""

from __future__ import annotations

from itertools import pairwise

from poise.pose.skeleton import Skeleton

# Which keypoint of the person's left mirrors which of the right: equal in y and z and opposite in x in the canonical
# face model of MediaPipe (canonical_face_model.obj, Apache-2.0), exactly. The other 28 lie in the middle. The irises
# go round from the outside of the picture's right (474), up, left, down.
_PAIRS = """
248-3 249-7 250-20 251-21 252-22 253-23 254-24 255-25 256-26 257-27 258-28 259-29 260-30 261-31 262-32
263-33 264-34 265-35 266-36 267-37 268-38 269-39 270-40 271-41 272-42 273-43 274-44 275-45 276-46 277-47
278-48 279-49 280-50 281-51 282-52 283-53 284-54 285-55 286-56 287-57 288-58 289-59 290-60 291-61 292-62
293-63 294-64 295-65 296-66 297-67 298-68 299-69 300-70 301-71 302-72 303-73 304-74 305-75 306-76 307-77
308-78 309-79 310-80 311-81 312-82 313-83 314-84 315-85 316-86 317-87 318-88 319-89 320-90 321-91 322-92
323-93 324-95 325-96 326-97 327-98 328-99 329-100 330-101 331-102 332-103 333-104 334-105 335-106 336-107
337-108 338-109 339-110 340-111 341-112 342-113 343-114 344-115 345-116 346-117 347-118 348-119 349-120
350-121 351-122 352-123 353-124 354-125 355-126 356-127 357-128 358-129 359-130 360-131 361-132 362-133
363-134 364-135 365-136 366-137 367-138 368-139 369-140 370-141 371-142 372-143 373-144 374-145 375-146
376-147 377-148 378-149 379-150 380-153 381-154 382-155 383-156 384-157 385-158 386-159 387-160 388-161
389-162 390-163 391-165 392-166 393-167 394-169 395-170 396-171 397-172 398-173 399-174 400-176 401-177
402-178 403-179 404-180 405-181 406-182 407-183 408-184 409-185 410-186 411-187 412-188 413-189 414-190
415-191 416-192 417-193 418-194 419-196 420-198 421-201 422-202 423-203 424-204 425-205 426-206 427-207
428-208 429-209 430-210 431-211 432-212 433-213 434-214 435-215 436-216 437-217 438-218 439-219 440-220
441-221 442-222 443-223 444-224 445-225 446-226 447-227 448-228 449-229 450-230 451-231 452-232 453-233
454-234 455-235 456-236 457-237 458-238 459-239 460-240 461-241 462-242 463-243 464-244 465-245 466-246
467-247
473-468 474-471 475-470 476-469 477-472
"""

# Keypoints with names of their own.
_NAMED = {
    "nose_tip": 1,
    "nose_bridge": 168,
    "forehead": 10,
    "chin": 152,
    "upper_lip": 13,
    "lower_lip": 14,
    "left_eye_outer": 263,
    "left_eye_inner": 362,
    "left_eye_upper": 386,
    "left_eye_lower": 374,
    "left_iris": 473,
    "left_mouth_corner": 291,
    "left_cheekbone": 454,
    "left_brow_middle": 334,
    "left_brow_inner": 336,
    "left_brow_outer": 300,
}

# Lines that are drawn, as MediaPipe's FaceLandmarksConnections has them: oval, lips, eyes, brows, nose, irises.
_LINES = """
10 338 297 332 284 251 389 356 454 323 361 288 397 365 379 378 400 377 152
152 148 176 149 150 136 172 58 132 93 234 127 162 21 54 103 67 109 10
61 146 91 181 84 17 314 405 321 375 291
61 185 40 39 37 0 267 269 270 409 291
78 95 88 178 87 14 317 402 318 324 308
78 191 80 81 82 13 312 311 310 415 308
263 249 390 373 374 380 381 382 362
263 466 388 387 386 385 384 398 362
276 283 282 295 285
300 293 334 296 336
33 7 163 144 145 153 154 155 133
33 246 161 160 159 158 157 173 133
46 53 52 65 55
70 63 105 66 107
168 6 197 195 5 4 1 19 94 2
98 97 2 326 327 294 278 344 440 275 4 45 220 115 48 64 98
474 475 476 477 474
469 470 471 472 469
"""


def _face() -> Skeleton:
    partners = [tuple(map(int, pair.split("-"))) for pair in _PAIRS.split()]
    names = {number: f"middle_{number}" for number in range(478)}
    for left, right in partners:
        names |= {left: f"left_{left}", right: f"right_{right}"}
    names |= {number: name for name, number in _NAMED.items()}
    for left, right in partners:
        if names[left] != f"left_{left}":
            names[right] = names[left].replace("left", "right")
    lines = [[names[int(number)] for number in line.split()] for line in _LINES.strip().splitlines()]
    return Skeleton(
        "face_478",
        tuple(names[number] for number in range(478)),
        tuple(edge for line in lines for edge in pairwise(line)),
        {names[left]: names[right] for left, right in partners},
    )


FACE_478 = _face()
