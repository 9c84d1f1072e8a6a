@echo off
chcp 65001 >nul
cd /d "%~dp0..\.."
python -m kepu edit
set RESULT=%errorlevel%
if not %RESULT%==0 pause
exit /b %RESULT%
